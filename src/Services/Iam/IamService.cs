using Gatehouse.Services.Iam.Account;
using Gatehouse.Services.Iam.Policies;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Services.Iam.ServiceLinkedRoles;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam;

/// <summary>AWS Identity and Access Management: roles and managed policies. It is global: calls of every region meet the same state.</summary>
public static class IamService
{
    internal static ErrorStyle Errors { get; } = new() { ValidationCode = "ValidationError", SerializationCode = "ValidationError", InternalCode = "InternalFailure" };

    public static ServiceDefinition Define(IStore store)
    {
        var roles = new RoleTable(store);
        var policies = new PolicyTable(store);
        var usage = new PolicyUsage(roles);
        return ServiceBuilder.Query("iam", "https://iam.amazonaws.com/doc/2010-05-08/", "2010-05-08", IamWire.Default, Errors)
            .Add(new AttachRolePolicy(store, roles, policies))
            .Add(new CreatePolicy(policies))
            .Add(new CreatePolicyVersion(policies))
            .Add(new CreateRole(roles, policies))
            .Add(new CreateServiceLinkedRole(roles))
            .Add(new DeletePolicy(store, policies, usage))
            .Add(new DeletePolicyVersion(policies))
            .Add(new DeleteRole(store, roles))
            .Add(new DeleteRolePermissionsBoundary(roles))
            .Add(new DeleteRolePolicy(roles))
            .Add(new DeleteServiceLinkedRole(store, roles))
            .Add(new DetachRolePolicy(roles))
            .Add(new GetAccountSummary(roles, policies))
            .Add(new GetPolicy(policies, usage))
            .Add(new GetPolicyVersion(policies))
            .Add(new GetRole(roles))
            .Add(new GetRolePolicy(roles))
            .Add(new GetServiceLinkedRoleDeletionStatus())
            .Add(new GetUser())
            .Add(new ListAccountAliases())
            .Add(new ListAttachedRolePolicies(roles))
            .Add(new ListEntitiesForPolicy(policies, roles))
            .Add(new ListInstanceProfilesForRole(roles))
            .Add(new ListPolicies(policies, usage))
            .Add(new ListPolicyTags(policies))
            .Add(new ListPolicyVersions(policies))
            .Add(new ListRolePolicies(roles))
            .Add(new ListRoleTags(roles))
            .Add(new ListRoles(roles))
            .Add(new PutRolePermissionsBoundary(roles, policies))
            .Add(new PutRolePolicy(roles))
            .Add(new SetDefaultPolicyVersion(policies))
            .Add(new TagPolicy(policies))
            .Add(new TagRole(roles))
            .Add(new UntagPolicy(policies))
            .Add(new UntagRole(roles))
            .Add(new UpdateAssumeRolePolicy(roles))
            .Add(new UpdateRole(roles))
            .Add(new UpdateRoleDescription(roles))
            .NotImplemented(
                """
                AcceptDelegationRequest
                AddClientIDToOpenIDConnectProvider
                AddRoleToInstanceProfile
                AddUserToGroup
                AssociateDelegationRequest
                AttachGroupPolicy
                AttachUserPolicy
                ChangePassword
                CreateAccessKey
                CreateAccountAlias
                CreateDelegationRequest
                CreateGroup
                CreateInstanceProfile
                CreateLoginProfile
                CreateOpenIDConnectProvider
                CreateSAMLProvider
                CreateServiceSpecificCredential
                CreateUser
                CreateVirtualMFADevice
                DeactivateMFADevice
                DeleteAccessKey
                DeleteAccountAlias
                DeleteAccountPasswordPolicy
                DeleteGroup
                DeleteGroupPolicy
                DeleteInstanceProfile
                DeleteLoginProfile
                DeleteOpenIDConnectProvider
                DeleteSAMLProvider
                DeleteSSHPublicKey
                DeleteServerCertificate
                DeleteServiceSpecificCredential
                DeleteSigningCertificate
                DeleteUser
                DeleteUserPermissionsBoundary
                DeleteUserPolicy
                DeleteVirtualMFADevice
                DetachGroupPolicy
                DetachUserPolicy
                DisableOrganizationsRootCredentialsManagement
                DisableOrganizationsRootSessions
                DisableOutboundWebIdentityFederation
                EnableMFADevice
                EnableOrganizationsRootCredentialsManagement
                EnableOrganizationsRootSessions
                EnableOutboundWebIdentityFederation
                GenerateCredentialReport
                GenerateOrganizationsAccessReport
                GenerateServiceLastAccessedDetails
                GetAccessKeyLastUsed
                GetAccountAuthorizationDetails
                GetAccountPasswordPolicy
                GetContextKeysForCustomPolicy
                GetContextKeysForPrincipalPolicy
                GetCredentialReport
                GetDelegationRequest
                GetGroup
                GetGroupPolicy
                GetHumanReadableSummary
                GetInstanceProfile
                GetLoginProfile
                GetMFADevice
                GetOpenIDConnectProvider
                GetOrganizationsAccessReport
                GetOutboundWebIdentityFederationInfo
                GetSAMLProvider
                GetSSHPublicKey
                GetServerCertificate
                GetServiceLastAccessedDetails
                GetServiceLastAccessedDetailsWithEntities
                GetUserPolicy
                ListAccessKeys
                ListAttachedGroupPolicies
                ListAttachedUserPolicies
                ListDelegationRequests
                ListGroupPolicies
                ListGroups
                ListGroupsForUser
                ListInstanceProfileTags
                ListInstanceProfiles
                ListMFADeviceTags
                ListMFADevices
                ListOpenIDConnectProviderTags
                ListOpenIDConnectProviders
                ListOrganizationsFeatures
                ListPoliciesGrantingServiceAccess
                ListSAMLProviderTags
                ListSAMLProviders
                ListSSHPublicKeys
                ListServerCertificateTags
                ListServerCertificates
                ListServiceSpecificCredentials
                ListSigningCertificates
                ListUserPolicies
                ListUserTags
                ListUsers
                ListVirtualMFADevices
                PutGroupPolicy
                PutUserPermissionsBoundary
                PutUserPolicy
                RejectDelegationRequest
                RemoveClientIDFromOpenIDConnectProvider
                RemoveRoleFromInstanceProfile
                RemoveUserFromGroup
                ResetServiceSpecificCredential
                ResyncMFADevice
                SendDelegationToken
                SetSecurityTokenServicePreferences
                SimulateCustomPolicy
                SimulatePrincipalPolicy
                TagInstanceProfile
                TagMFADevice
                TagOpenIDConnectProvider
                TagSAMLProvider
                TagServerCertificate
                TagUser
                UntagInstanceProfile
                UntagMFADevice
                UntagOpenIDConnectProvider
                UntagSAMLProvider
                UntagServerCertificate
                UntagUser
                UpdateAccessKey
                UpdateAccountPasswordPolicy
                UpdateDelegationRequest
                UpdateGroup
                UpdateLoginProfile
                UpdateOpenIDConnectProviderThumbprint
                UpdateSAMLProvider
                UpdateSSHPublicKey
                UpdateServerCertificate
                UpdateServiceSpecificCredential
                UpdateSigningCertificate
                UpdateUser
                UploadSSHPublicKey
                UploadServerCertificate
                UploadSigningCertificate
                """)
            .Build();
    }
}
